import type { FastifyInstance } from 'fastify';
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Pool } from '../platform/postgres/database.ts';
import { isMigrated } from '../platform/postgres/migrate.ts';
import type { Replica } from '../platform/postgres/replica.ts';

/** `/healthz` (the process is alive), `/readyz` (the database answers and has our schema), `/metrics` (Prometheus). Answers where more figures may be put. */
export function addProbes(app: FastifyInstance, pool: Pool): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const duration = new Histogram({
    name: 'florin_http_request_duration_seconds',
    help: 'How long requests took, by route and status.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5],
    registers: [registry],
  });
  // Looking a label set up anew for each request costs more than the observation.
  const observers = new Map<string, { observe(seconds: number): void }>();
  app.addHook('onResponse', (request, reply, done) => {
    const { method } = request;
    const route = request.routeOptions.url ?? 'none';
    const name = `${method} ${route} ${reply.statusCode}`;
    const observer =
      observers.get(name) ?? duration.labels({ method, route, status: String(reply.statusCode) });
    observers.set(name, observer);
    observer.observe(reply.elapsedTime / 1000);
    done();
  });
  app.get('/healthz', async () => ({ status: 'ok' }));
  app.get('/readyz', async (_request, reply) => {
    const ready = await isMigrated(pool).catch(() => false);
    return reply.status(ready ? 200 : 503).send({ status: ready ? 'ready' : 'unavailable' });
  });
  app.get('/metrics', async (_request, reply) =>
    reply.header('content-type', registry.contentType).send(await registry.metrics()),
  );
  return registry;
}

/** How far the replica is behind; no figure while nobody knows. */
export function measureReplica(registry: Registry, replica: Replica): void {
  new Gauge({
    name: 'florin_replica_lag_seconds',
    help: 'How far the replica is behind at most. Above ten, lists are read from the primary.',
    registers: [registry],
    collect() {
      const lag = replica.lag();
      if (Number.isFinite(lag)) this.set(lag / 1000);
      else this.remove();
    },
  });
}
