// The TCP ports of the cloud on a laptop, all on 127.0.0.1.
import { createServer } from 'node:net';

/** An IP address on purpose: with a host name the AWS SDK would look up `bucket.localhost`, which does not resolve. */
export const loopback = '127.0.0.1';

/**
 * The port asked for, or, for 0, one that is free now. Throws if it is taken, saying which and how to choose another:
 * the port must be known before the template is resolved, because environments may hold the API's address.
 */
export function choosePort(port: number, what: string, option: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => {
      const why: Record<string, string> = { EADDRINUSE: 'is in use', EACCES: 'may not be used by this user' };
      reject(
        new Error(
          `Port ${port}, wanted for ${what}, ${why[error.code ?? ''] ?? `cannot be opened (${error.code})`}. ` +
            `Choose another: ${option} ${port < 65_000 ? port + 100 : 4000}`,
          { cause: error },
        ),
      );
    });
    server.listen(port, loopback, () => {
      const address = server.address();
      const chosen = typeof address === 'object' && address ? address.port : port;
      server.close(() => resolve(chosen));
    });
  });
}
