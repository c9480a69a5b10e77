import 'reflect-metadata';
import { Controller, Get, Inject, Module, Param } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { expect, it, onTestFinished, vi } from 'vitest';
import { tokens } from '../../src/agent/injection/tokens.ts';
import { expressMiddlewareOf } from '../../src/frameworks/doors/express.ts';
import type { RequestMemory } from '../../src/frameworks/RequestMemory.ts';
import { TidemarkModule } from '../../src/frameworks/TidemarkModule.ts';
import { MemoryMonitor } from '../../src/monitoring/MemoryMonitor.ts';
import { MemoryPressureManager } from '../../src/pressure/MemoryPressureManager.ts';
import { MemoryReporter } from '../../src/reporting/MemoryReporter.ts';
import { FakeMonitoring } from './FakeMonitoring.ts';
import { ask, load } from './Traffic.ts';

const config = { sampling: { interval: 60_000 }, automaticResponse: { enabled: false } } as const;

/** What decorators do, which this TypeScript does not write. */
function moduleWith(metadata: Parameters<typeof Module>[0]) {
  class AppModule {}
  Module(metadata)(AppModule);
  return AppModule;
}

it('NestJS: the services are there by their tokens, and end with the application', async () => {
  const dispatched: string[] = [];
  const eventBus = { dispatch: (type: string) => dispatched.push(type) };
  class Host {}
  Module({ providers: [{ provide: 'Bus', useValue: eventBus }], exports: ['Bus'] })(Host);
  const app = await NestFactory.createApplicationContext(
    moduleWith({
      imports: [
        TidemarkModule.forRootAsync({
          imports: [Host],
          inject: ['Bus'],
          useFactory: async (bus: typeof eventBus) => ({ config: bus === eventBus ? config : {} }),
          eventBusToken: 'Bus',
        }),
      ],
    }),
    { logger: false },
  );
  const monitor = app.get<MemoryMonitor>(tokens.MemoryMonitor);
  expect(monitor).toBeInstanceOf(MemoryMonitor);
  expect(monitor.running).toBe(true);
  expect(monitor.intervalMs).toBe(60_000);
  expect(app.get(tokens.MemoryReporter)).toBeInstanceOf(MemoryReporter);
  expect(app.get(tokens.MemoryPressureManager)).toBeInstanceOf(MemoryPressureManager);
  monitor.mark('deploy');
  expect(dispatched).toContain('memory:mark');
  await app.close();
  expect(monitor.running).toBe(false);
});

it('NestJS: an application under load counts requests by the routes of its controllers', async () => {
  const fake = new FakeMonitoring();
  class Users {
    readonly monitor: unknown;
    constructor(monitor: unknown) {
      this.monitor = monitor;
    }
    one(id: string) {
      if (id.endsWith('7')) throw new Error('broken');
      return `user ${id} ${typeof this.monitor}`;
    }
  }
  Inject(tokens.MemoryMonitor)(Users, undefined as never, 0);
  Controller('users')(Users);
  Get(':id')(Users.prototype, 'one', Object.getOwnPropertyDescriptor(Users.prototype, 'one')!);
  Param('id')(Users.prototype, 'one', 0);
  const app = await NestFactory.create(
    moduleWith({
      imports: [TidemarkModule.forRoot({ monitoring: fake.monitoring, health: true })],
      controllers: [Users],
    }),
    { logger: false },
  );
  onTestFinished(() => app.close());
  app.setGlobalPrefix('api');
  app.use(expressMiddlewareOf(app.get<RequestMemory>('RequestMemory')));
  await app.listen(0, '127.0.0.1');
  const port = Number(new URL(await app.getUrl()).port);
  expect((await ask(port, '/api/users/1')).body).toBe('user 1 object');
  const seen = await load(port, ['/api/users/1{n}', '/nothing/{n}'], 100);
  expect(seen).toEqual({ 200: 80, 404: 100, 500: 20 });
  await vi.waitFor(() => expect(fake.counts).toEqual({ 'GET /api/users/:id': 101, other: 100 }));
  expect(JSON.parse((await ask(port, '/health')).body)).toMatchObject({ status: 'ok' });
});
