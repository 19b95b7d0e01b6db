"""The doors through which papers come in."""

WEB, UPLOAD, FOLDER, LETTER, DESK = "web", "upload", "folder", "letter", "desk"
DOORS = {WEB: "在线填报", UPLOAD: "上传", FOLDER: "文件夹导入", LETTER: "邮件", DESK: "代为录入"}


def door_choices() -> list[tuple[str, str]]:
    """The doors with their names on screen."""
    return list(DOORS.items())
