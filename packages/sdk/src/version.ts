/** The version of this package. `npm run sdk:version` sets it, and the suite `package` compares it with package.json. */
export const version = '0.0.0';
