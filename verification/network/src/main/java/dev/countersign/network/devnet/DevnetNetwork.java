package dev.countersign.network.devnet;

import java.net.URI;

/**
 * A local network that runs.
 *
 * @param rpc where its node answers
 * @param addresses where everything is on its chain
 */
public record DevnetNetwork(URI rpc, DevnetAddresses addresses) {}
