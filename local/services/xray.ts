// Imitates the X-Ray daemon that listens beside every function on Lambda: takes segments as the SDK sends them, by UDP.
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { loopback } from '../ports.ts';

/** As X-Ray documents it ("segment documents"): times in seconds, a `parent_id` for all but a trace's first. */
export interface TraceSegment {
  id: string;
  trace_id: string;
  parent_id?: string;
  name: string;
  start_time: number;
  end_time?: number;
  namespace?: string;
  annotations?: Record<string, string | number | boolean>;
  aws?: Record<string, unknown>;
  subsegments?: TraceSegment[];
}

/** Listens on a free port of this machine; tells of each segment. What is no segment is dropped, as the daemon does. */
export async function startXRay(
  onSegment: (segment: TraceSegment) => void,
): Promise<{ address: string; stop(): void }> {
  const socket = createSocket('udp4');
  socket.on('message', (datagram) => {
    const [header, document] = String(datagram).split('\n', 2);
    if (document === undefined || !header?.includes('"format"')) return;
    try {
      onSegment(JSON.parse(document) as TraceSegment);
    } catch {
      // cut off: a datagram holds 64 KB
    }
  });
  socket.bind(0, loopback);
  await once(socket, 'listening');
  return { address: `${loopback}:${socket.address().port}`, stop: () => void socket.close() };
}
