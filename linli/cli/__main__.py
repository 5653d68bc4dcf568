from linli.cli.main import main

main()
