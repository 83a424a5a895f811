import * as contracts from '@doorstep/contracts/account';
import * as emailContracts from '@doorstep/contracts/email';
import { implement, router } from '../http/trpc.ts';
import { changeEmail, undoEmailChange } from './email-change.service.ts';
import { acceptInvitation } from './invitation.service.ts';
import { changePassword, confirmPasswordReset, requestPasswordReset } from './password.service.ts';
import { refresh } from './refresh.service.ts';
import { listSessions, logout, revokeSession, sessionExists } from './session.service.ts';
import { login, register } from './sign-in.service.ts';
import { resendVerification, verifyEmail } from './verification.service.ts';

export const accountRouter = router({
  register: implement(contracts.register).mutation(({ ctx, input }) => register(ctx.scope, ctx.dependencies, input)),
  login: implement(contracts.login).mutation(({ ctx, input }) => login(ctx.scope, ctx.dependencies, input)),
  refresh: implement(contracts.refresh).mutation(({ ctx, input }) =>
    refresh(ctx.scope, ctx.dependencies, input.refresh_token),
  ),
  logout: implement(contracts.logout).mutation(({ ctx }) => logout(ctx.scope, ctx.dependencies.now())),
  sessions: implement(contracts.listSessions).query(({ ctx }) => listSessions(ctx.scope, ctx.dependencies.now())),
  revokeSession: implement(contracts.revokeSession, { row: sessionExists }).mutation(({ ctx, input }) =>
    revokeSession(ctx.scope, input.id, ctx.dependencies.now()),
  ),
  changePassword: implement(contracts.changePassword).mutation(({ ctx, input }) =>
    changePassword(ctx.scope, ctx.dependencies, input),
  ),
  requestPasswordReset: implement(contracts.requestPasswordReset).mutation(({ ctx, input }) =>
    requestPasswordReset(ctx.scope, ctx.dependencies, input.email),
  ),
  confirmPasswordReset: implement(contracts.confirmPasswordReset).mutation(({ ctx, input }) =>
    confirmPasswordReset(ctx.scope, ctx.dependencies, input),
  ),
  acceptInvitation: implement(contracts.acceptInvitation).mutation(({ ctx, input }) =>
    acceptInvitation(ctx.scope, ctx.dependencies, input),
  ),
  verifyEmail: implement(emailContracts.verifyEmail).mutation(({ ctx, input }) =>
    verifyEmail(ctx.scope, ctx.dependencies, input.token),
  ),
  resendVerification: implement(emailContracts.resendVerification).mutation(({ ctx }) =>
    resendVerification(ctx.scope, ctx.dependencies),
  ),
  changeEmail: implement(emailContracts.changeEmail).mutation(({ ctx, input }) =>
    changeEmail(ctx.scope, ctx.dependencies, input),
  ),
  undoEmailChange: implement(emailContracts.undoEmailChange).mutation(({ ctx, input }) =>
    undoEmailChange(ctx.scope, ctx.dependencies, input.token),
  ),
});
