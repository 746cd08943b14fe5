import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './App.tsx'
import { LastResort } from './components/LastResort.tsx'
import { start } from './state.ts'
import './styles/page.css'

// The browser's memory of a page that was left must not show what was on it.
addEventListener('pageshow', ({ persisted }) => {
  if (persisted) location.reload()
})

const page = document.getElementById('page')
if (page) {
  createRoot(page).render(
    <StrictMode>
      <LastResort>
        <App started={start()} />
      </LastResort>
    </StrictMode>,
  )
}
