// SPDX-License-Identifier: Apache-2.0

/** A property to put into a packet: its qualified name and its value as RDF/XML (escaped by `escapeXml`). */
export interface XmpProperty {
  readonly name: string;
  /** What stands inside the property's element. */
  readonly content: string;
}

export const namespaces = {
  rdf: 'http://www.w3.org/1999/02/22-rdf-syntax-ns#',
  iptcExt: 'http://iptc.org/std/Iptc4xmpExt/2008-02-29/',
} as const;

export const escapeXml = (text: string): string =>
  text
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: XML 1.0 has no way to write these.
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, '\uFFFD');

export const unescapeXml = (text: string): string =>
  text
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&apos;/g, "'")
    .replace(/&amp;/g, '&');

const quote = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** The prefixes that a packet binds to a namespace. */
function prefixes(packet: string, namespace: string): string[] {
  const found = packet.matchAll(new RegExp(`xmlns:([\\w.-]+)\\s*=\\s*["']${quote(namespace)}["']`, 'g'));
  return [...new Set([...found].map((match) => match[1] ?? ''))];
}

/** Whether a packet is one that `setProperties` can add to: RDF with its closing tag. */
export function isMergeable(packet: string): boolean {
  return prefixes(packet, namespaces.rdf).some((rdf) => packet.includes(`</${rdf}:RDF>`));
}

/** The text or RDF/XML of a property, in element or attribute form. */
export function readProperty(packet: string, namespace: string, name: string): string | undefined {
  for (const prefix of prefixes(packet, namespace)) {
    const qualified = quote(`${prefix}:${name}`);
    const element = new RegExp(`<${qualified}(?:\\s[^>]*[^/>])?>([\\s\\S]*?)</${qualified}>`).exec(packet);
    if (element) return element[1];
    const attribute = new RegExp(`\\s${qualified}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`).exec(packet);
    if (attribute) return attribute[1] ?? attribute[2];
  }
  return undefined;
}

function removeProperty(packet: string, namespace: string, name: string): string {
  let out = packet;
  for (const prefix of prefixes(packet, namespace)) {
    const qualified = quote(`${prefix}:${name}`);
    out = out
      .replace(new RegExp(`\\s*<${qualified}(?:\\s[^>]*[^/>])?>[\\s\\S]*?</${qualified}>`, 'g'), '')
      .replace(new RegExp(`\\s*<${qualified}(?:\\s[^>]*)?/>`, 'g'), '')
      .replace(new RegExp(`\\s${qualified}\\s*=\\s*(?:"[^"]*"|'[^']*')`, 'g'), '');
  }
  return out;
}

/**
 * Sets the properties of one namespace in an XMP packet (ISO 16684-1) and leaves everything else in it as it stands,
 * byte for byte. Earlier values of the same properties go. Without a packet, or with one that is no RDF, a new one is made.
 */
export function setProperties(
  packet: string | undefined,
  namespace: { readonly prefix: string; readonly uri: string },
  properties: readonly XmpProperty[],
): string {
  let base = packet !== undefined && isMergeable(packet) ? packet : emptyPacket;
  for (const { name } of properties) base = removeProperty(base, namespace.uri, name);
  const rdf = prefixes(base, namespaces.rdf).find((p) => base.includes(`</${p}:RDF>`)) ?? 'rdf';
  // Every description of a packet is about the same thing, named the same way.
  const about = new RegExp(`\\b${quote(rdf)}:about\\s*=\\s*(?:"([^"]*)"|'([^']*)')`).exec(base);
  const lines = properties.map(({ name, content }) => {
    const qualified = `${namespace.prefix}:${name}`;
    return `   <${qualified}>${content}</${qualified}>`;
  });
  const description = [
    `  <${rdf}:Description ${rdf}:about="${about?.[1] ?? about?.[2] ?? ''}" xmlns:${namespace.prefix}="${namespace.uri}">`,
    ...lines,
    `  </${rdf}:Description>`,
  ].join('\n');
  const end = base.lastIndexOf(`</${rdf}:RDF>`);
  return `${base.slice(0, end).trimEnd()}\n${description}\n ${base.slice(end)}`;
}

const emptyPacket = `<?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
 <rdf:RDF xmlns:rdf="${namespaces.rdf}">
 </rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>`;
