"""Where the README's figures come from: each beside a floor or a peer, in one run."""
