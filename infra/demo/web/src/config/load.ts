import { type Config, validateConfig } from './config.ts'

/** Loads `/config.json`, which is not part of the build, so that one build serves every stack. */
export async function loadConfig(): Promise<{ config: Config } | { problems: string[] }> {
  try {
    const response = await fetch('/config.json', { cache: 'no-store' })
    if (!response.ok) return { problems: [`Cannot load /config.json (HTTP ${response.status}).`] }
    return validateConfig(JSON.parse(await response.text()))
  } catch (error) {
    if (error instanceof SyntaxError) return { problems: ['/config.json is not valid JSON.'] }
    return { problems: ['Cannot load /config.json. Check that the web server is running.'] }
  }
}
