import type { Connection } from '../connection.ts';
import type { DoorstepCall } from '../doorstep-call.ts';
import type { CallOptions } from '../doorstep-options.ts';
import { type AddressCountries, type AddressRule, addressRuleGet, addressRuleList } from '../generated/operations.ts';

/** The address rules of each country, for forms. */
export class AddressRules {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** Returns the countries, sorted by their name in the requested language. */
  list(options?: CallOptions): DoorstepCall<AddressCountries['results']> {
    return addressRuleList(this.#connection.asAnyone(options)).map(({ results }) => results);
  }

  /** Returns the fields of a country in the order of a form, its subdivisions and its postal code. Throws `not_found`. */
  get(country: string, options?: CallOptions): DoorstepCall<AddressRule> {
    return addressRuleGet(country, this.#connection.asAnyone(options));
  }
}
