// SPDX-License-Identifier: Apache-2.0
import type { OutputDeclaration, Provenance } from '../tool/index.js';
import { escapeXml, namespaces, readProperty, setProperties, unescapeXml } from './xmp.js';

/** Sfumato's own XMP namespace; docs/provenance.md describes its properties. */
export const sfumatoNamespace = { prefix: 'sfumato', uri: 'urn:sfumato:ns:provenance:1.0/' } as const;

const iptcExt = { prefix: 'Iptc4xmpExt', uri: namespaces.iptcExt } as const;
const sourceTypeUri = 'http://cv.iptc.org/newscodes/digitalsourcetype/';

/** Terms of IPTC's Digital Source Type vocabulary that results get, the one that claims least about a machine first. */
export const sourceTypes = [
  'algorithmicallyEnhanced',
  'compositeSynthetic',
  'compositeWithTrainedAlgorithmicMedia',
  'trainedAlgorithmicMedia',
] as const;
export type SourceType = (typeof sourceTypes)[number];

/** Model tasks whose output is pixels of the picture; the others only measure it. */
const pixelTasks = new Set(['inpaint', 'denoise', 'denoise-raw', 'upscale']);

/** What a result is, in IPTC's terms. */
export function sourceTypeOf(provenance: Provenance): SourceType {
  const learned = provenance.models.some((model) => pixelTasks.has(model.task));
  if (provenance.makes === 'edited') return 'algorithmicallyEnhanced';
  return learned ? 'compositeWithTrainedAlgorithmicMedia' : 'compositeSynthetic';
}

/**
 * An XMP packet that says how a result was made, merged into the one that the picture had: a step is added to
 * sfumato:Steps, and IPTC's DigitalSourceType is set, never to a weaker claim than the picture carried. Mattes and data
 * are measurements, not media, so that they get the steps only.
 */
export function withProvenance(
  packet: string | undefined,
  provenance: Provenance,
  kind: OutputDeclaration['kind'],
): string {
  const before = earlierSteps(packet);
  const step = stepXml(provenance);
  const steps = setProperties(packet, sfumatoNamespace, [
    {
      name: 'Steps',
      content: `\n    <rdf:Seq xmlns:rdf="${namespaces.rdf}">${before}${step}\n    </rdf:Seq>\n   `,
    },
  ]);
  if (kind === 'matte' || kind === 'data') return steps;
  const type = stronger(sourceTypeOf(provenance), readProperty(steps, iptcExt.uri, 'DigitalSourceType'));
  return setProperties(steps, iptcExt, [{ name: 'DigitalSourceType', content: escapeXml(type) }]);
}

function stronger(made: SourceType, earlier: string | undefined): string {
  const term = earlier === undefined ? undefined : unescapeXml(earlier.trim());
  const rank = (uri: string) => sourceTypes.findIndex((type) => sourceTypeUri + type === uri);
  const own = sourceTypeUri + made;
  return term !== undefined && rank(term) > rank(own) ? term : own;
}

function earlierSteps(packet: string | undefined): string {
  const steps = packet === undefined ? undefined : readProperty(packet, sfumatoNamespace.uri, 'Steps');
  const list = steps === undefined ? undefined : /<rdf:Seq[^>]*>([\s\S]*)<\/rdf:Seq>/.exec(steps);
  return list?.[1]?.trimEnd() ?? '';
}

function stepXml({ tool, params, quality, models, engine }: Provenance): string {
  const field = (name: string, value: string) =>
    `\n      <sfumato:${name}>${escapeXml(value)}</sfumato:${name}>`;
  const seed = params.seed;
  const used = models.map(
    (model) =>
      `\n       <rdf:li rdf:parseType="Resource">${(['id', 'version', 'task', 'hash', 'provider'] as const)
        .map((key) => `<sfumato:${key}>${escapeXml(model[key])}</sfumato:${key}>`)
        .join('')}</rdf:li>`,
  );
  return [
    '\n     <rdf:li rdf:parseType="Resource">',
    field('Tool', tool),
    field('Engine', `${engine.name} ${engine.version}`),
    field('Quality', quality),
    ...(typeof seed === 'number' ? [field('Seed', String(seed))] : []),
    field('Params', JSON.stringify(params)),
    used.length > 0
      ? `\n      <sfumato:Models><rdf:Seq>${used.join('')}\n      </rdf:Seq></sfumato:Models>`
      : '',
    '\n     </rdf:li>',
  ].join('');
}
