import { aspNet } from './asp-net.ts'
import { aspNetCore } from './asp-net-core.ts'
import { django } from './django.ts'
import { express } from './express.ts'
import { glitchTip } from './glitchtip.ts'
import { grafana } from './grafana.ts'
import { kibana } from './kibana.ts'
import { markup } from './markup.ts'
import { mediaWiki } from './mediawiki.ts'
import { next } from './next.ts'
import { php } from './php.ts'
import { rails } from './rails.ts'
import { sentry } from './sentry.ts'
import { serverError } from './server-error.ts'
import type { Site } from './site.ts'
import { spring } from './spring.ts'
import { tomcat } from './tomcat.ts'
import { vite } from './vite.ts'
import { werkzeug } from './werkzeug.ts'

/**
 * Every kind of page we know. The first that finds an error speaks for the page: what its author marked goes before what we
 * make out ourselves, and the bare server error, which many of the others look like, comes last.
 */
export const sites: readonly Site[] = [
  markup,
  sentry,
  glitchTip,
  kibana,
  grafana,
  vite,
  next,
  django,
  werkzeug,
  rails,
  express,
  mediaWiki,
  php,
  tomcat,
  spring,
  aspNetCore,
  aspNet,
  serverError,
]
