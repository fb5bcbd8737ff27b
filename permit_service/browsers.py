"""What a browser is called when its owner looks at where they are signed in: 微信 · Android, Chrome · Windows."""

#: What stands in a browser's own words, the telling ones first, since most name others too.
_BROWSERS = {
    "MicroMessenger": "微信",
    "Edg": "Edge",
    "Firefox": "Firefox",
    "HuaweiBrowser": "华为浏览器",
    "MiuiBrowser": "小米浏览器",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
_SYSTEMS = {
    "HarmonyOS": "鸿蒙",
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows",
    "Mac OS": "Mac",
    "Linux": "Linux",
}


def called(user_agent: str) -> str:
    """The browser and its system by their names, "" if neither is known."""
    found = (next((name for sign, name in names.items() if sign in user_agent), "") for names in (_BROWSERS, _SYSTEMS))
    return " · ".join(name for name in found if name)
