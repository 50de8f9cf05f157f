// SPDX-License-Identifier: Apache-2.0

/** Reverse domain, no colon (MLT would rewrite it), never changed. */
export const identifierOf = (tool: string): string => `dev.sfumato.openfx.${tool.replaceAll('-', '_')}`;

/** The menu of hosts that holds every effect. */
export const grouping = 'Sfumato';

/**
 * Tools' params keep their ids, which begin in lower case; the bridge's own controls begin in upper case, so that the
 * two never meet.
 */
export const capital = (id: string): string => id.slice(0, 1).toUpperCase() + id.slice(1);

export const groupName = (group: string): string => `Group${capital(group)}`;
