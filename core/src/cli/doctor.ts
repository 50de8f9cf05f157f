// SPDX-License-Identifier: Apache-2.0
import { randomBytes } from 'node:crypto';
import { rm, stat, statfs, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { availableParallelism, cpus, freemem, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';

/** What was found about one thing that the suite needs. */
export interface Finding {
  readonly id: string;
  readonly title: string;
  /** ok: works. limited: something optional is missing. broken: the suite cannot do its work. */
  readonly state: 'ok' | 'limited' | 'broken';
  readonly detail: string;
  readonly remedy?: string;
  /** The model that is not installed, where that is what was found. */
  readonly missing?: string;
}

type Check = () => Promise<Finding | Finding[]>;

const gigabytes = (bytes: number) => `${(bytes / 1e9).toFixed(1)} GB`;

/** Looks at everything that the suite rests on, on this machine. Nothing is changed; nothing goes over the network. */
export async function examine(): Promise<Finding[]> {
  const checks: Readonly<Record<string, Check>> = {
    node: checkNode,
    processor: checkProcessor,
    addon: checkAddon,
    runtime: checkRuntime,
    files: checkFormats,
    'shared-memory': checkSharedMemory,
    'temporary-folder': checkTemporaryFolder,
    memory: checkMemory,
    engine: checkEngine,
    models: checkModels,
  };
  const findings: Finding[] = [];
  for (const [id, check] of Object.entries(checks)) {
    try {
      findings.push(...[await check()].flat());
    } catch (error) {
      const detail = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
      findings.push({
        id,
        title: id,
        state: 'broken',
        detail,
        remedy: 'Run `npm run build` and read its output.',
      });
    }
  }
  return findings;
}

async function checkNode(): Promise<Finding> {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const recent = major > 20 || (major === 20 && minor >= 19);
  const detail = `Node ${process.version} on ${process.platform}-${process.arch}`;
  if (recent) return { id: 'node', title: 'Node.js', state: 'ok', detail };
  return { id: 'node', title: 'Node.js', state: 'broken', detail, remedy: 'Install Node 20.19 or newer.' };
}

async function checkProcessor(): Promise<Finding> {
  const detail = `${availableParallelism()} × ${cpus()[0]?.model.trim() ?? 'unknown processor'}`;
  return { id: 'processor', title: 'Processor', state: 'ok', detail };
}

async function checkAddon(): Promise<Finding> {
  const { simdTarget, kernelThreads } = await import('@sfumato/native');
  const target = simdTarget();
  const detail = `loaded, instruction set ${target}, ${kernelThreads()} threads`;
  return { id: 'addon', title: 'Native addon', state: 'ok', detail };
}

async function checkRuntime(): Promise<Finding> {
  const runtime = await import('onnxruntime-node');
  const version = packageVersion('onnxruntime-node');
  const backends = runtime
    .listSupportedBackends()
    .map(({ name, bundled }) => (bundled ? name : `${name} (not bundled)`));
  const detail = `ONNX Runtime ${version}, providers ${backends.join(', ')}`;
  return { id: 'runtime', title: 'Model runtime', state: 'ok', detail };
}

function packageVersion(name: string): string {
  const manifest: unknown = createRequire(import.meta.url)(`${name}/package.json`);
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest
    ? String(manifest.version)
    : 'unknown';
}

async function checkFormats(): Promise<Finding> {
  const { default: sharp } = await import('sharp');
  const { png, tiff, jpeg, webp, heif } = sharp.format;
  const wanted = { PNG: png, TIFF: tiff, JPEG: jpeg, WebP: webp, AVIF: heif };
  const usable = Object.entries(wanted).filter(([, f]) => f?.input?.file && f?.output?.file);
  const missing = Object.keys(wanted).filter((name) => !usable.some(([n]) => n === name));
  const detail = `sharp ${sharp.versions.sharp ?? ''}, libvips ${sharp.versions.vips}: ${usable.map(([n]) => n).join(', ')}`;
  if (missing.length === 0) return { id: 'files', title: 'File formats', state: 'ok', detail };
  const remedy = `Reinstall the packages (npm ci): ${missing.join(', ')} is missing from sharp.`;
  return { id: 'files', title: 'File formats', state: 'limited', detail, remedy };
}

/** Enough for a few large pictures: a 24-megapixel RGBA float frame is 384 MB. */
const sharedMemoryWanted = 1e9;

async function checkSharedMemory(): Promise<Finding> {
  const { createSharedBlock, removeSharedBlock } = await import('@sfumato/native');
  const block = createSharedBlock(1 << 20);
  removeSharedBlock(block.name);
  const title = 'Shared memory';
  if (process.platform !== 'linux') {
    return { id: 'shared-memory', title, state: 'ok', detail: 'works' };
  }
  const { bavail, bsize } = await statfs('/dev/shm');
  const free = bavail * bsize;
  const detail = `works, ${gigabytes(free)} free in /dev/shm`;
  if (free >= sharedMemoryWanted) return { id: 'shared-memory', title, state: 'ok', detail };
  const remedy =
    'Give /dev/shm more room (containers: --shm-size=2g); meanwhile the temporary folder is used.';
  return { id: 'shared-memory', title, state: 'limited', detail, remedy };
}

async function checkTemporaryFolder(): Promise<Finding> {
  const title = 'Temporary folder';
  const path = join(tmpdir(), `sfumato-doctor-${randomBytes(6).toString('hex')}`);
  try {
    await writeFile(path, 'x', { flag: 'wx' });
    await rm(path);
  } catch (error) {
    const detail = `${tmpdir()}: ${error instanceof Error ? error.message : String(error)}`;
    const remedy = 'Set TMPDIR to a folder that you may write.';
    return { id: 'temporary-folder', title, state: 'broken', detail, remedy };
  }
  const { bavail, bsize } = await statfs(tmpdir());
  const free = bavail * bsize;
  const detail = `${tmpdir()}, ${gigabytes(free)} free`;
  if (free >= 1e9) return { id: 'temporary-folder', title, state: 'ok', detail };
  return { id: 'temporary-folder', title, state: 'limited', detail, remedy: 'Free some disk space.' };
}

async function checkMemory(): Promise<Finding> {
  const detail = `${gigabytes(totalmem())}, ${gigabytes(freemem())} free`;
  if (totalmem() >= 4e9) return { id: 'memory', title: 'Memory', state: 'ok', detail };
  const remedy = 'Pictures over 24 megapixels may not fit: lower --memory, or work on crops.';
  return { id: 'memory', title: 'Memory', state: 'limited', detail, remedy };
}

/** Whether the engine runs, or could; and that nobody else can read its token. */
async function checkEngine(): Promise<Finding> {
  const { enginePlaces, findEngine } = await import('../server/index.js');
  const places = enginePlaces();
  const found = { id: 'engine', title: 'Engine' } as const;
  const secret = await stat(places.token).catch(() => undefined);
  if (process.platform !== 'win32' && secret && (secret.mode & 0o077) !== 0) {
    const remedy = `Run \`chmod 600 ${places.token}\`.`;
    return { ...found, state: 'limited', detail: 'other users can read its token', remedy };
  }
  const running = await findEngine(places);
  const detail = running
    ? `running, process ${running.pid}, port ${running.port}, version ${running.version}`
    : 'not running; `sfumato studio` and `sfumato engine start` start it';
  return { ...found, state: 'ok', detail };
}

/** Every model: whether it can be used, and if not, how to get it. None at all is no fault: tools say what they do then. */
async function checkModels(): Promise<Finding[]> {
  const { openStore, readPolicy, refusal } = await import('../model/index.js');
  const store = await openStore();
  const policy = await readPolicy(store.home);
  const findings: Finding[] = [];
  for (const entry of store.catalogue.models) {
    const { id, task, version } = entry.manifest;
    const { installed } = await store.status(entry);
    const refused = refusal(policy, entry.manifest);
    const found = { id: `model-${id}`, title: `Model ${id} (${task})` };
    if (refused !== undefined) {
      findings.push({ ...found, state: 'limited', detail: refused, remedy: 'See `sfumato models policy`.' });
    } else if (installed) {
      findings.push({ ...found, state: 'ok', detail: `version ${version}, installed` });
    } else {
      const remedy = `sfumato models pull ${id}, or sfumato models import FOLDER with files that you have.`;
      findings.push({ ...found, state: 'limited', detail: 'not installed', remedy, missing: id });
    }
  }
  for (const { message } of store.catalogue.refused) {
    const remedy = 'Correct or remove its model.json.';
    findings.push({
      id: 'model-manifest',
      title: 'Model manifest',
      state: 'limited',
      detail: message,
      remedy,
    });
  }
  return findings;
}
