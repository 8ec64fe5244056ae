/**
 * The null distribution of the sum of positive signed ranks: entry s is the probability that it is s, if
 * each sign is as likely as the other.
 * @param ranks  positive whole numbers
 */
export function signedRankDistribution(ranks: readonly number[]): Float64Array {
  const probability = new Float64Array(ranks.reduce((sum, rank) => sum + rank, 0) + 1);
  probability[0] = 1;
  let reach = 0;
  for (const rank of ranks) {
    reach += rank;
    for (let s = reach; s >= 0; s--) {
      probability[s] = (probability[s]! + (s >= rank ? probability[s - rank]! : 0)) / 2;
    }
  }
  return probability;
}
