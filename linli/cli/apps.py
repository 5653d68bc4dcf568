from django.apps import AppConfig


class CliConfig(AppConfig):
    name = "linli.cli"
    label = "cli"
    verbose_name = "命令行"
