import { gatewayBefore } from './gateway-before-phorge.ts'

/** A gateway in a process of its own, so that its memory can be measured. Said on its channel: where it is, its peak. */
const gateway = await gatewayBefore(process.argv[2] ?? '', { logLevel: 'silent' })
let peak = 0
setInterval(() => {
  peak = Math.max(peak, process.memoryUsage.rss())
}, 5).unref()

process.on('message', () => process.send?.(peak))
process.send?.({ url: gateway.url, token: await gateway.accessToken('file.upload') })
