import { type DoorstepClient, isDoorstepError } from '@doorstep/sdk';
import { notFound } from 'next/navigation';
import type { ReactNode } from 'react';
import { LoadProblem } from '../ui/load-problem.tsx';
import { readAsCustomer } from './server-client.ts';

type LoadedProps<Result> = {
  read: (client: DoorstepClient) => Promise<Result>;
  children: (result: Result) => ReactNode;
};

/** Renders the result of a read, or an error with the request id. Streams within `<Suspense>`. */
export const Loaded = async <Result,>({ read, children }: LoadedProps<Result>): Promise<ReactNode> => {
  let result: Result;
  try {
    result = await readAsCustomer(read);
  } catch (error) {
    if (isDoorstepError(error, 'not_found')) notFound();
    if (!isDoorstepError(error)) throw error;
    return <LoadProblem requestId={error.requestId} />;
  }
  return children(result);
};
