import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

export type Drain = {
  /** Refuses requests from now on. Answers once those begun before have ended, or after so many milliseconds. */
  begin(milliseconds: number): Promise<void>;
};

/**
 * Lets a server end without cutting anybody off: those who come while it waits for the last answers to go out are told
 * so, rather than find a closed door.
 *
 * @param refuse answers that the server is not available now
 */
export function addDrain(
  app: FastifyInstance,
  refuse: (request: FastifyRequest, reply: FastifyReply) => FastifyReply,
): Drain {
  let inFlight = 0;
  let draining = false;
  let finish = () => {};
  app.addHook('onRequest', (request, reply, done) => {
    if (draining) {
      refuse(request, reply.headers({ connection: 'close', 'retry-after': '1' }));
      return;
    }
    inFlight++;
    reply.raw.once('close', () => {
      inFlight--;
      if (draining && inFlight === 0) finish();
    });
    done();
  });
  return {
    async begin(milliseconds) {
      draining = true;
      if (inFlight === 0) return;
      await new Promise<void>((resolve) => {
        finish = resolve;
        setTimeout(resolve, milliseconds).unref();
      });
    },
  };
}
