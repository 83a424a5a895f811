import type { Connection } from '../connection.ts';
import type { CallOptions } from '../doorstep-options.ts';
import { type AddressCountries, type AddressRule, addressRuleGet, addressRuleList } from '../generated/operations.ts';

/** Names come in this language, such as `de` or `pt-BR`; a browser sends its own unless said. */
type LanguageOptions = CallOptions & { language?: string | undefined };

/** What addresses of each country look like: for forms. */
export class AddressRules {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** The countries, by name. */
  async list(options?: LanguageOptions): Promise<AddressCountries['results']> {
    return (await addressRuleList(this.#send(options))).results;
  }

  /** The fields of a country in the order of forms, with their names, subdivisions and postal code. Throws `not_found`. */
  get(country: string, options?: LanguageOptions): Promise<AddressRule> {
    return addressRuleGet(country, this.#send(options));
  }

  #send({ language, ...options }: LanguageOptions = {}) {
    const headers = { ...options.headers, ...(language && { 'Accept-Language': language }) };
    return this.#connection.asAnyone({ ...options, headers });
  }
}
