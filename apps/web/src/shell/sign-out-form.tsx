'use client';
import type { ReactNode } from 'react';
import { forgetDrafts } from '../forms/draft.ts';

/** Ends the session on this device, without scripts too. What was typed and not saved goes with it. */
export const SignOutForm = ({ children }: { children: ReactNode }) => (
  <form method="post" action="/api/auth/logout/" onSubmit={forgetDrafts}>
    {children}
  </form>
);
