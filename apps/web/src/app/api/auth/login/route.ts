import type { NextRequest } from 'next/server';
import { signIn } from '../../../../session/sign-in.ts';

export const POST = (request: NextRequest) => signIn(request, 'login');
