// Fails if a dependency has a known fault of the level high or critical. Some registries answer no such
// question; then this says so, and passes: nothing that the page could change would make them.

import { spawnSync } from 'node:child_process'

const { stdout } = spawnSync('npm', ['audit', '--audit-level=high', '--json'], { encoding: 'utf8' })
const answer = parsed(stdout)
if (!answer.metadata?.vulnerabilities) {
  const why = answer.message ?? answer.error?.summary ?? 'no answer'
  console.log(`npm audit: NOT CHECKED, the registry does not answer it (${why.split('\n')[0].trim()})`)
} else {
  const { high, critical, total } = answer.metadata.vulnerabilities
  for (const { name, severity, range } of Object.values(answer.vulnerabilities)) {
    console.log(`${name} ${range}: ${severity}`)
  }
  console.log(`npm audit: ${total} known faults, ${high} high, ${critical} critical`)
  if (high + critical > 0) process.exit(1)
}

function parsed(text) {
  try {
    return JSON.parse(text)
  } catch {
    return {}
  }
}
