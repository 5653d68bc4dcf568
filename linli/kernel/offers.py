"""What the kernel's database refuses by itself."""

ENFORCED = ("linli.kernel.facts.append_only",)
