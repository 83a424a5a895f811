import { cache } from 'react';
import { readAsCustomer } from '../sdk/server-client.ts';

/** When the account is to be erased, if it is; read once for a page. */
export const readErasure = cache(() => readAsCustomer((client) => client.privacy.getErasure()));
