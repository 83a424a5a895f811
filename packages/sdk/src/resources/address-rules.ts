import type { Connection } from '../connection.ts';
import type { DoorstepCall } from '../doorstep-call.ts';
import type { CallOptions } from '../doorstep-options.ts';
import { type AddressCountries, type AddressRule, addressRuleGet, addressRuleList } from '../generated/operations.ts';

/** What addresses of each country look like: for forms. */
export class AddressRules {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** The countries, by name in the language that is asked for. */
  list(options?: CallOptions): DoorstepCall<AddressCountries['results']> {
    return addressRuleList(this.#connection.asAnyone(options)).map(({ results }) => results);
  }

  /** The fields of a country in the order of forms, with their names, subdivisions and postal code. Throws `not_found`. */
  get(country: string, options?: CallOptions): DoorstepCall<AddressRule> {
    return addressRuleGet(country, this.#connection.asAnyone(options));
  }
}
