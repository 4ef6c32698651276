import type { Backend } from '../../gateway/src/backends/backend.ts'

/**
 * Gives an embedded Maniphest, which has no files, the two methods of Phorge that a picture needs.
 *
 * @returns What is uploaded, in turn: the first is `F1`.
 */
export function addFiles(backend: Backend): { readonly name: string; readonly bytes: Buffer }[] {
  const files: { name: string; bytes: Buffer }[] = []
  const [call, methods] = [backend.call.bind(backend), backend.methods.bind(backend)]
  backend.methods = async () => {
    const params = { name: 'string', data_base64: 'string', constraints: 'map' }
    const description = { description: '', params, return: '' }
    return new Map([...(await methods()), ['file.upload', description], ['file.search', description]])
  }
  backend.call = async (made) => {
    const { method, params } = made
    if (method === 'file.upload') {
      files.push({ name: String(params.name), bytes: Buffer.from(String(params.data_base64), 'base64') })
      return { result: phidOf(files.length), error_code: null, error_info: null }
    }
    if (method !== 'file.search') return call(made)
    const { phids = [] } = (params.constraints ?? {}) as { phids?: string[] }
    const data = files.flatMap((_, at) =>
      phids.includes(phidOf(at + 1)) ? [{ id: at + 1, type: 'FILE', phid: phidOf(at + 1), fields: {} }] : [],
    )
    const cursor = { limit: 100, after: null, before: null, order: null }
    return { result: { data, maps: [], query: {}, cursor }, error_code: null, error_info: null }
  }
  return files
}

function phidOf(id: number): string {
  return `PHID-FILE-${String(id).padStart(20, 'a')}`
}
