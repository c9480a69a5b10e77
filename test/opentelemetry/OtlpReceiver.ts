import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A value as OTLP/JSON has it. */
interface AnyValue {
  readonly stringValue?: string;
  readonly intValue?: string | number;
  readonly doubleValue?: number;
  readonly boolValue?: boolean;
  readonly arrayValue?: { readonly values: readonly AnyValue[] };
}

type Attributes = readonly { readonly key: string; readonly value: AnyValue }[];
type Decoded = Record<string, unknown>;

interface Point {
  readonly attributes: Attributes;
  readonly asInt?: string | number;
  readonly asDouble?: number;
  readonly count?: string | number;
  readonly sum?: number;
  readonly startTimeUnixNano: string;
}

interface Points {
  readonly dataPoints: readonly Point[];
  readonly isMonotonic?: boolean;
  readonly aggregationTemporality?: number;
}

interface Metric extends Partial<Record<'sum' | 'gauge' | 'histogram', Points>> {
  readonly name: string;
  readonly unit: string;
}

/** One point of a metric, as it was received. */
export interface ReceivedPoint {
  readonly name: string;
  readonly unit: string;
  /** `counter`, `upDownCounter`, `gauge` or `histogram`. */
  readonly kind: string;
  readonly value: number;
  readonly attributes: Decoded;
}

/** One log record, as it was received. */
export interface ReceivedRecord {
  readonly eventName: string;
  readonly severityNumber: number;
  readonly body: unknown;
  readonly attributes: Decoded;
  readonly timeMs: number;
}

/** Receives OTLP over HTTP, as JSON: a server as a collector has one. What it has been sent is decoded by the official names. */
export class OtlpReceiver {
  /** The points of the last export. */
  points: readonly ReceivedPoint[] = [];
  readonly records: ReceivedRecord[] = [];
  readonly spans: { readonly name: string; readonly attributes: Decoded }[] = [];
  exports = 0;
  readonly #server: Server;

  private constructor() {
    this.#server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      this.#take(request.url ?? '', JSON.parse(Buffer.concat(chunks).toString('utf8')));
      response.writeHead(200, { 'Content-Type': 'application/json' }).end('{}');
    });
  }

  static async listening(): Promise<OtlpReceiver> {
    const receiver = new OtlpReceiver();
    await new Promise<void>((resolve) => receiver.#server.listen(0, '127.0.0.1', resolve));
    return receiver;
  }

  /** Where `/v1/metrics`, `/v1/logs` and `/v1/traces` are. */
  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Values of a metric of the last export, each with its attributes. */
  valuesOf(name: string): { readonly value: number; readonly attributes: Decoded }[] {
    return this.points
      .filter((point) => point.name === name)
      .map(({ value, attributes }) => ({ value, attributes }));
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  #take(
    path: string,
    body: Record<string, readonly Record<string, readonly Record<string, never>[]>[]>,
  ): void {
    const inScopes = <Item>(resources: string, scopes: string, items: string): Item[] =>
      (body[resources] ?? []).flatMap((each) => (each[scopes] ?? []).flatMap((scope) => scope[items] ?? []));
    if (path === '/v1/metrics') {
      this.points = inScopes<Metric>('resourceMetrics', 'scopeMetrics', 'metrics').flatMap(pointsOf);
      this.exports += 1;
    } else if (path === '/v1/logs') {
      for (const log of inScopes<SentRecord>('resourceLogs', 'scopeLogs', 'logRecords')) {
        const { eventName, severityNumber, timeUnixNano } = log;
        this.records.push({
          eventName,
          severityNumber,
          body: decoded(log.body),
          attributes: attributesOf(log.attributes),
          timeMs: Number(BigInt(timeUnixNano) / 1_000_000n),
        });
      }
    } else if (path === '/v1/traces') {
      for (const { name, attributes } of inScopes<SentSpan>('resourceSpans', 'scopeSpans', 'spans')) {
        this.spans.push({ name, attributes: attributesOf(attributes) });
      }
    }
  }
}

interface SentRecord {
  readonly eventName: string;
  readonly severityNumber: number;
  readonly timeUnixNano: string;
  readonly body: AnyValue;
  readonly attributes: Attributes;
}

interface SentSpan {
  readonly name: string;
  readonly attributes: Attributes;
}

function pointsOf({ name, unit, sum, gauge, histogram }: Metric): ReceivedPoint[] {
  const points = (sum ?? gauge ?? histogram)!;
  const ofSum = points.isMonotonic ? 'counter' : 'upDownCounter';
  const kind = histogram ? 'histogram' : gauge ? 'gauge' : ofSum;
  return points.dataPoints.map(({ attributes, asInt, asDouble, count }) => ({
    name,
    unit,
    kind,
    value: Number(asInt ?? asDouble ?? count),
    attributes: attributesOf(attributes),
  }));
}

function attributesOf(attributes: Attributes): Decoded {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, decoded(value)]));
}

function decoded({ stringValue, intValue, doubleValue, boolValue, arrayValue }: AnyValue): unknown {
  if (arrayValue !== undefined) return arrayValue.values.map(decoded);
  return stringValue ?? boolValue ?? Number(intValue ?? doubleValue);
}
