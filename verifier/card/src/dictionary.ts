/**
 * Dictionary 1: the constants of a token, so that DEFLATE needs not spell them out. Its 337 bytes are fixed for ever; a change is
 * a new dictionary with a new prefix. Equal to the server's copy by a test.
 */
export const DICTIONARY_1 = [
  '","exp":20{"alg":"ES256","typ":"kb+jwt"}',
  '{"iat":179,"aud":"https:///verify","nonce":"","sd_hash":"/vct/print-1"{"alg":"ES256","typ":"dc+sd-jwt","kid":"26a"}',
  '{"iss":"https://","vct":"https:///vct/1","exp":1,"status":{"status_list":{"idx":,"uri":"https:///status/1"}},"names":["",""],"cnf":{"jwk":{"kty":"EC","crv":"P-256","x":"","y":""}}}',
].join("\n");
