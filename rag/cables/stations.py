"""The stations that Reftel knows by name: route indicators, other posts and short forms of their names."""

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

TABLE = Path(__file__).with_name("stations.json")


def post_key(post: str) -> str:
    """Capitals and letters only, as in an id: `Phnom Penh` gives `PHNOMPENH`."""
    return re.sub(r"[^A-Z]", "", post.upper())


@dataclass(frozen=True)
class Stations:
    """The station table.

    Attributes:
        routes: Route indicator of a DE line to the post's printed name; indicators shared by two posts are left out.
        names: Post key to the post's printed name, for every post that the table knows.
        aliases: Key of a short or older name to the key used in ids.
    """

    routes: dict[str, str]
    names: dict[str, str]
    aliases: dict[str, str]

    def key(self, post: str) -> str:
        """The key used in ids, short forms spelled out: `SECSTATE` gives `STATE`."""
        bare = re.sub(r"^(?:AMEMBASSY|AMCONSUL|USMISSION|EMBASSY|CONSULATE)\s+", "", post.strip(), flags=re.IGNORECASE)
        key = post_key(bare)
        return self.aliases.get(key, key)

    def complete(self, cut: str) -> str | None:
        """The one known post whose name begins with these letters, as page-break lines cut names at ten characters."""
        key = post_key(cut)
        if key in self.names:
            return self.names[key]
        found = [name for name in self.names.values() if name.startswith(cut.upper().strip())]
        return found[0] if len(found) == 1 else None


@cache
def stations() -> Stations:
    """The table that ships with Reftel, read once."""
    data = json.loads(TABLE.read_text(encoding="utf-8"))
    names = {post_key(name): name for name in (*data["routes"].values(), *data["more_posts"])}
    return Stations(data["routes"], names, data["aliases"])
