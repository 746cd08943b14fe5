import { type Config, checkedConfig } from './config.ts'

/** Reads `/config.json`, which is not part of the build: one build serves every stack. */
export async function loadConfig(): Promise<{ config: Config } | { problems: string[] }> {
  try {
    const response = await fetch('/config.json', { cache: 'no-store' })
    if (!response.ok) return { problems: [`There is no /config.json here (HTTP ${response.status}).`] }
    return checkedConfig(JSON.parse(await response.text()))
  } catch (error) {
    if (error instanceof SyntaxError) return { problems: ['/config.json is no JSON.'] }
    return { problems: ['/config.json could not be fetched. Is the server of this page still running?'] }
  }
}
