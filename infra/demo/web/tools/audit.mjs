// Fails if a dependency has a vulnerability of the level high or critical. Passes if the registry does not support
// npm audit.

import { spawnSync } from 'node:child_process'

const { stdout } = spawnSync('npm', ['audit', '--audit-level=high', '--json'], { encoding: 'utf8' })
const report = parse(stdout)
if (!report.metadata?.vulnerabilities) {
  const reason = report.message ?? report.error?.summary ?? 'no response'
  console.log(`npm audit: NOT CHECKED, the registry does not support it (${reason.split('\n')[0].trim()})`)
} else {
  const { high, critical, total } = report.metadata.vulnerabilities
  for (const { name, severity, range } of Object.values(report.vulnerabilities)) {
    console.log(`${name} ${range}: ${severity}`)
  }
  console.log(`npm audit: ${total} vulnerabilities, ${high} high, ${critical} critical`)
  if (high + critical > 0) process.exit(1)
}

function parse(text) {
  try {
    return JSON.parse(text)
  } catch {
    return {}
  }
}
