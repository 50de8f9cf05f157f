// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod/mini';
import {
  answerSchemas,
  answersOf,
  chunkHeaderBytes,
  chunkPayloadBytes,
  enginePath,
  enginePorts,
  errorKinds,
  protocolVersions,
  requestSchemas,
} from '../protocol/index.js';
import { limits } from '../server/limits.js';

/** The part of a JSON schema that our messages use. */
interface Schema {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema | false;
  readonly prefixItems?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Schema | boolean;
  readonly description?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxLength?: number;
  readonly minLength?: number;
  readonly maxItems?: number;
  readonly pattern?: string;
}

/** docs/protocol.md: the prose here, and every message from its schema. */
export function protocolReference(): string {
  return `${[...prose(), '## What clients say', '', ...requests(), '## What the engine says', '', ...answers(), ...errors()].join('\n').trimEnd()}\n`;
}

function prose(): string[] {
  const { min, max } = protocolVersions;
  return [
    '# The engine’s protocol',
    '',
    'Made from the message schemas in `core/src/protocol` by `npm run docs`; do not edit. `@sfumato/core/protocol` is a client for it that works in browsers, UXP, CEP and Node.',
    '',
    `This is version ${max}${min < max ? `; versions from ${min} on are understood` : ''}. The first message offers a range of versions, the engine answers with the highest that both speak; without one, it says which side is older. A message may have fields that its reader does not know: they are ignored.`,
    '',
    '## Connections',
    '',
    `- **WebSocket** \`ws://127.0.0.1:<port>${enginePath}\`: text messages are JSON, binary messages are chunks. The port is the first of ${enginePorts.join(', ')} that was free. \`Host\` must be 127.0.0.1 or localhost with that port; \`Origin\` must be absent, \`null\`, of a scheme other than http(s), or the engine’s own.`,
    '- **Local socket** (named pipe on Windows): the same messages, each after a u32 length (little-endian) of its payload and a u8 kind (0 JSON, 1 chunk). Its clients can hand over frames by the name of their shared memory (`frame.map`), keep blocks of it that they fill anew for every job (`block.open`), and have results mapped (`map` in `job.run`).',
    `- **HTTP** \`http://127.0.0.1:<port>${enginePath}\`, where a WebSocket is refused: POST opens a connection and answers (201) with its key; then POST to \`${enginePath}/<key>\` sends, GET waits up to 15 s for what comes, DELETE ends it. Bodies are messages as on the local socket, several at a time; JSON in them is ASCII. Every request has the header \`X-Sfumato: 1\`, which no web page can send here; \`Host\` and \`Origin\` as above. 410: the connection has ended.`,
    '- **Files** in `exchange` in the engine’s folder, where the network is refused: `<client>-<n>.up` to the engine, `.down` from it, `client` being twelve hexadecimal digits, `n` counting from 0. Each holds the length of the rest (f64), then messages as over HTTP; its reader removes it. An empty one to the engine says that the client is still there (every 5 s), an empty one from it that the connection has ended.',
    '- `start.json` in the engine’s folder says how to start it: `command` is a program and its arguments; when it has ended well, the engine answers. Written by the engine’s last run and by installers of plug-ins.',
    '- `engine.json` in the engine’s folder (`$SFUMATO_HOME/engine`, else `engine` in the user’s folder for application data), readable by its user alone, says `pid`, `port`, `url`, `socket`, `token`, `version` and `protocol`. Programs that cannot read files pair: `sfumato engine pair` shows a code of six digits, good once, for five minutes; the answer to `hello` then carries the token to keep. Studio’s address carries a longer secret of the same kind (`/#launch=…`).',
    '',
    'Every request has an `id`, a positive whole number that rises; its answers carry the same. A job’s id is its request’s id. What breaks these rules ends the connection, after an `error` without id. Frames, jobs and transfers belong to their connection and end with it.',
    '',
    '## Chunks',
    '',
    `Pixels (tight rows, top first, interleaved, native depth, little-endian) and files travel as chunks: a header of ${chunkHeaderBytes} bytes, little-endian, then at most ${chunkPayloadBytes / 2 ** 20} MiB. They come in order; uploads are numbered by the client (\`transfer\`), downloads carry the id of their request.`,
    '',
    '| bytes | type | what |',
    '|---|---|---|',
    '| 0 | u32 | 0x434d4653, “SFMC” |',
    '| 4 | u16 | version of the header, 1 |',
    '| 6 | u16 | kind: 1 pixels, 2 file |',
    '| 8 | u32 | transfer |',
    '| 12 | u32 | flags: bit 0, the last chunk of its transfer |',
    '| 16 | u64 | offset in the transfer |',
    '| 24 | u32 | length of the payload |',
    '| 28 | u32 | 0 |',
    '',
    '## Limits',
    '',
    `A message has at most ${limits.messageBytes} bytes, a file ${limits.fileBytes / 2 ** 30} GiB. A connection has at most ${limits.frames} frames, ${limits.jobs} jobs, ${limits.uploads} uploads and ${limits.requests} unanswered requests; the engine ${limits.connections} connections. Hello must come within ${limits.helloMs / 1000} s; uploads and downloads that do not move for ${limits.stallMs / 1000} s, and readers with more than ${limits.unsentBytes / 2 ** 20} MiB unsent, are cut off.`,
    '',
  ];
}

function requests(): string[] {
  return requestSchemas.flatMap((schema) => {
    const { description, properties, required } = schemaOf(schema);
    const type = typeName(properties?.type);
    const wanted: Readonly<Record<string, readonly string[]>> = answersOf;
    const answer = (wanted[type] ?? []).map((name) => `\`${name}\``).join(' or ');
    return [
      `### \`${type}\``,
      '',
      ...(description ? [description, ''] : []),
      ...fieldTable(properties ?? {}, required ?? []),
      `Answered with ${answer}.`,
      '',
    ];
  });
}

function answers(): string[] {
  return answerSchemas.flatMap((schema) => {
    const { description, properties, required } = schemaOf(schema);
    const table = fieldTable(properties ?? {}, required ?? []);
    return [`### \`${typeName(properties?.type)}\``, '', ...(description ? [description, ''] : []), ...table];
  });
}

function errors(): string[] {
  const row = ([code, { title }]: [string, { title: string }]) =>
    `| [${code}](errors/${code}.md) | ${title} |`;
  return ['## Codes of errors', '', '| code | title |', '|---|---|', ...Object.entries(errorKinds).map(row)];
}

/** Custom checks (a tool’s declaration) have no schema of their own. */
function schemaOf(schema: z.core.$ZodType): Schema {
  const made: unknown = z.toJSONSchema(schema, { unrepresentable: 'any', io: 'input' });
  return isSchema(made) ? made : {};
}

const isSchema = (value: unknown): value is Schema => typeof value === 'object' && value !== null;
const typeName = (schema: Schema | undefined) => String(schema?.const ?? '');

function fieldTable(properties: Readonly<Record<string, Schema>>, required: readonly string[]): string[] {
  const rows = fieldRows('', properties, required);
  if (rows.length === 0) return [];
  return ['| field | type | what |', '|---|---|---|', ...rows, ''];
}

function fieldRows(
  prefix: string,
  properties: Readonly<Record<string, Schema>>,
  required: readonly string[],
): string[] {
  return Object.entries(properties).flatMap(([key, schema]) => {
    if (prefix === '' && (key === 'type' || key === 'id')) return [];
    const name = `${prefix}${key}`;
    const optional = required.includes(key) ? '' : ' (optional)';
    const cells = [`\`${name}\`${optional}`, typeText(schema), schema.description ?? ''];
    const inner = innerOf(schema);
    const rows = inner.properties
      ? fieldRows(`${name}${inner === schema ? '.' : '[].'}`, inner.properties, inner.required ?? [])
      : [];
    return [`| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`, ...rows];
  });
}

/** The object whose fields are listed: the schema itself, or what a list or record holds. */
function innerOf(schema: Schema): Schema {
  if (schema.items) return schema.items;
  return schema;
}

function typeText(schema: Schema): string {
  if (schema.const !== undefined) return `\`${JSON.stringify(schema.const)}\``;
  if (schema.enum) return schema.enum.map((value) => `\`${String(value)}\``).join(' ');
  if (schema.anyOf) return [...new Set(schema.anyOf.map(typeText))].join(' or ');
  if (schema.prefixItems) return `[${schema.prefixItems.map(typeText).join(', ')}]`;
  if (schema.type === 'array') return `list of ${schema.items ? typeText(schema.items) : 'anything'}`;
  if (schema.type === 'object') {
    const { additionalProperties } = schema;
    if (schema.properties && Object.keys(schema.properties).length > 0) return objectText(schema);
    return isSchema(additionalProperties) ? `record of ${typeText(additionalProperties)}` : 'object';
  }
  return scalarText(schema);
}

/** In a choice between objects, only their fields tell them apart. */
const objectText = ({ properties = {} }: Schema): string => `object {${Object.keys(properties).join(', ')}}`;

function scalarText({ type = 'anything', minimum, maximum, pattern }: Schema): string {
  const name = type === 'integer' ? 'whole number' : type;
  const safe = (value: number | undefined) =>
    value !== undefined && Math.abs(value) < Number.MAX_SAFE_INTEGER;
  if (pattern !== undefined) return `${name} \`${pattern}\``;
  if (safe(minimum) && safe(maximum)) return `${name} ${minimum}..${maximum}`;
  return safe(minimum) ? `${name} ≥ ${minimum}` : name;
}
