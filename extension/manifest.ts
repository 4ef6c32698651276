import type { ManifestV3Export } from '@crxjs/vite-plugin'
import about from './package.json' with { type: 'json' }

export type Target = 'chromium' | 'firefox'

/** Fixes the identifier of an unpacked extension, and with it the redirect URI of its sign-in. A public key, no secret. */
const UNPACKED_KEY =
  'MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA7ZguCo5z3lTORP2w+5WctROb4tdBj2R9eSCCR6nRmmhqnIXDlXuwjVzgO+Y5yEG1FqCn2/fPo4tWKaby6rS8iqSb6KqR2t6nippdwcXKwC6OCxtQBRGJpr3HY+3YriEjVvoDfIDRPqcyzOw1HQ6QMH6DPlT8RIB27ZMZedc+bD0k8yLEWyPL00MJt32p1+PsG1ubVsrx+QxBKAo0jChAB9SVS058fUbluJjAyrLye2ZJatpx/wCx6IvmiCFb1PgxkeG0VH2L7mtEMiSOr11TTDHsLamSyoCD2UwH7WGRBNZ/Mo7l0qX2rF+C+X6ZdyFMvRdYfldzPzTisO1G87XE4QIDAQAB'

const BACKGROUND = 'src/background/background.ts'

/** Nothing is asked for at installation that concerns any site: each host is asked for when the user turns it on. */
export function manifestFor(target: Target): ManifestV3Export {
  return {
    manifest_version: 3,
    name: '__MSG_extension_name__',
    short_name: 'Tasks',
    description: '__MSG_extension_description__',
    version: about.version,
    default_locale: 'en',
    icons: { 16: 'icons/16.png', 32: 'icons/32.png', 48: 'icons/48.png', 128: 'icons/128.png' },
    permissions: ['storage', 'scripting', 'activeTab', 'contextMenus', 'identity'],
    optional_host_permissions: ['https://*/*', 'http://*/*'],
    action: {
      default_popup: 'src/popup/popup.html',
      default_title: '__MSG_extension_name__',
      default_icon: { 16: 'icons/16.png', 32: 'icons/32.png' },
    },
    options_ui: { page: 'src/options/options.html', open_in_tab: true },
    commands: {
      _execute_action: {
        suggested_key: { default: 'Alt+Shift+E' },
        description: '__MSG_command_open__',
      },
    },
    // Firefox for Android, which has neither `identity` nor `contextMenus`, is not named and so does not offer it.
    // Firefox has no file of managed settings in the package: an administrator's policy is enough there.
    ...(target === 'chromium'
      ? {
          background: { service_worker: BACKGROUND, type: 'module' },
          key: UNPACKED_KEY,
          minimum_chrome_version: '123',
          storage: { managed_schema: 'managed-schema.json' },
        }
      : {
          background: { scripts: [BACKGROUND], type: 'module' },
          browser_specific_settings: {
            gecko: {
              id: 'phorge-conduit@phorge-conduit.invalid',
              strict_min_version: '142.0',
              data_collection_permissions: { required: ['none'] },
            },
          },
        }),
  } as ManifestV3Export
}
