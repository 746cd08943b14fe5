import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './App.tsx'
import { ErrorBoundary } from './components/ErrorBoundary.tsx'
import { initialState } from './state.ts'
import './styles/page.css'

// A page that the back/forward cache restores must not show the tokens of a session that has ended.
addEventListener('pageshow', ({ persisted }) => {
  if (persisted) location.reload()
})

const page = document.getElementById('page')
if (page) {
  createRoot(page).render(
    <StrictMode>
      <ErrorBoundary>
        <App started={initialState()} />
      </ErrorBoundary>
    </StrictMode>,
  )
}
