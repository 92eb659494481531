/** The door of the providers: over whom mail leaves. */

/** A way that fails is left alone for a while. */
export type { Circuit, CircuitRules } from './circuit.ts';
/** What a domain's DNS says. */
export { type Dns, type Found, type RecordFound, systemDns } from './dns.ts';
/** Domains that mail is signed for. */
export {
  checkDomain,
  dkimRecord,
  listDomains,
  makeDomain,
  removeDomain,
  type SendingDomain,
} from './domains.ts';
/** The errors of this room. */
export { errors as providerErrors } from './errors.ts';
/** What providers may be handed, and how fast. */
export { type DomainLimit, dailyLimit, type Limits, limitsShape } from './limits.ts';
/** All of them, as a process uses them, and as people see them. */
export { listProviders, type ProviderShown } from './listed.ts';
/** One message that somebody waits for. */
export { sendNow } from './now.ts';
/** What is told of a provider. */
export { domainOf, type Parcel, type Provider, type ProviderSpec, providerSpec } from './provider.ts';
export { type Choice, Providers, type ProvidersOptions, type Taken } from './providers.ts';
/** Making and removing them. */
export { removeProvider, saveProvider, sealedOtherwise, storedCircuits } from './rows.ts';
