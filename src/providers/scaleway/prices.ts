// The API tells the price of the instance alone. These are net prices of the vendor's price lists in EUR, read on 30 July 2026.

/** One GB of block storage with 5,000 operations per second for one hour: https://www.scaleway.com/en/pricing/storage/ */
export const blockStorageEurPerGbHour = 0.000118;

/** One IPv4 address for one hour: https://www.scaleway.com/en/pricing/network/ */
export const ipv4EurPerHour = 0.004;

/** Size of the root volume that is rented with each instance, in GB of 10^9 bytes. */
export const rootVolumeGb = 20;
