import { type ChildProcess, spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { join } from 'node:path'

/** nginx as a plain forwarder with kept connections; `undefined` where it is not installed. */
export async function startNginx(
  upstream: string,
  folder: string,
): Promise<{ readonly port: number; readonly process: ChildProcess } | undefined> {
  const port = await freePort()
  const file = join(folder, `nginx-${port}.conf`)
  writeFileSync(file, configuration(new URL(upstream).host, port, folder))
  const nginx = spawn('nginx', ['-c', file, '-p', folder], { stdio: 'ignore' })
  const isThere = await new Promise<boolean>((resolve) => {
    nginx.once('error', () => resolve(false))
    nginx.once('spawn', () => resolve(true))
  })
  return isThere ? { port, process: nginx } : undefined
}

function configuration(upstream: string, port: number, folder: string): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
  return `daemon off; worker_processes 1; pid ${folder}/nginx-${port}.pid; error_log ${folder}/nginx-error.log;
events { worker_connections 256; }
http {
  access_log off; keepalive_requests 1000000;
  ${temporary.map((name) => `${name}_temp_path ${folder}/${name};`).join(' ')}
  upstream phorge { server ${upstream}; keepalive 64; keepalive_requests 1000000; }
  server { listen 127.0.0.1:${port};
    location / { proxy_pass http://phorge; proxy_http_version 1.1; proxy_set_header Connection ""; } }
}
`
}

async function freePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve))
  const { port } = probe.address() as AddressInfo
  await new Promise((resolve) => probe.close(resolve))
  return port
}
