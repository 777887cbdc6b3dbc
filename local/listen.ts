// Starting and stopping one HTTP server on this machine: a port in use is named, and stopping waits for nobody.
import type { IncomingMessage, Server } from 'node:http';

/**
 * Listens and answers the server's URL, always with an IP address in it. Rejects with an Error whose `code` is
 * `EADDRINUSE` and whose message names the port if another program has it. Port 0 takes any free one.
 */
export function listen(server: Server, { host, port, what }: { host: string; port: number; what: string }) {
  return new Promise<string>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const why = cause.code === 'EADDRINUSE' ? 'is in use by another program' : `cannot be opened (${cause.code})`;
      reject(Object.assign(new Error(`Port ${port} for ${what} ${why}`, { cause }), { code: cause.code }));
    });
    server.listen(port, host, () => {
      const address = server.address();
      if (address === null || typeof address === 'string') return reject(new Error(`${what} has no TCP port`));
      resolve(`http://${address.family === 'IPv6' ? `[${address.address}]` : address.address}:${address.port}`);
    });
  });
}

/** Stops at once: connections that are still open (keep-alive, an answer nobody reads) are destroyed. */
export function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

/** The whole request body, or undefined once it exceeds `limitBytes`; the rest is then read and thrown away. */
export function readBody(request: IncomingMessage, limitBytes: number): Promise<Buffer | undefined> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= limitBytes) chunks.push(chunk);
      else {
        chunks.length = 0;
        resolve(undefined);
      }
    });
    request.on('end', () => resolve(Buffer.concat(chunks)));
    request.on('error', reject);
  });
}
