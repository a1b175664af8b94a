/** What Scaleway's own clients have to be able to do with the simulated Scaleway; each makes one check for each. */
export const checkNames: readonly string[] = [
  'creates a stopped server with tags in its project',
  'sets, lists, reads and deletes user data',
  'powers on and waits until the server runs',
  'stops in place, starts again, reboots and powers off',
  'makes two servers of one name',
  'lists by tags, all of them, by part of the name and by project',
  'lists more than a hundred servers page by page, each once',
  'renames, retags and protects',
  'terminates and is left with the block volume',
  'deletes a stopped server',
  'tags, lists and deletes block volumes, and none in use',
  'has a local disk removed with its server',
  'reserves, attaches, detaches and releases an address',
  'finds the image of a label for a type and an architecture',
  'reads types with prices, and what is in stock',
  'makes and deletes the groups that a create names',
  'is told that an absent server is not found',
  'is told which arguments are missing',
  'is refused with a revoked key',
  'is told that nothing is in stock',
  'is told which quota is used up',
  'is told that too many requests were made',
  'is refused while the server is on its way',
  'reads every error type of the reference',
  'takes a broken answer for an error',
];

/** A key that the simulation refuses; the clients ask for UUIDs. */
export const revokedKey = '99999999-9999-4999-8999-999999999999';
