import { cache } from 'react';
import { readAsCustomer } from '../sdk/server-client.ts';

/** The profile of whoever is signed in, read once for a page. */
export const readProfile = cache(() => readAsCustomer((client) => client.profile.get()));
