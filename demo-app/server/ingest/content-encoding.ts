import { promisify } from 'node:util'
import { brotliDecompress, gunzip, inflate, inflateRaw, zstdDecompress } from 'node:zlib'
import { BadReport } from './envelope.ts'

type Decode = (body: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>

const inflateZlib = promisify(inflate) as Decode
const inflateBare = promisify(inflateRaw) as Decode

const decoders: Readonly<Record<string, Decode>> = {
  identity: async (body) => body,
  gzip: promisify(gunzip) as Decode,
  br: promisify(brotliDecompress) as Decode,
  zstd: promisify(zstdDecompress) as Decode,
  // RFC 9110 means zlib's format; some clients send bare deflate data. A zlib header is a multiple of 31.
  deflate: (body, options) =>
    body.length > 1 && body.readUInt16BE() % 31 === 0
      ? inflateZlib(body, options)
      : inflateBare(body, options),
}

/** @throws {BadReport} when the encoding is unknown, the data broken, or more than `limit` bytes come out of it. */
export async function decodeBody(body: Buffer, encoding: string | undefined, limit: number): Promise<Buffer> {
  const name = encoding?.trim().toLowerCase() || 'identity'
  const decode = Object.hasOwn(decoders, name) ? decoders[name] : undefined
  if (!decode) throw new BadReport('The Content-Encoding is not one of gzip, deflate, br, zstd.', 415)
  try {
    return await decode(body, { maxOutputLength: limit })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE')
      throw new BadReport(`The report is larger than ${limit} bytes when unpacked.`, 413)
    throw new BadReport(`The body is not valid ${name} data.`)
  }
}
