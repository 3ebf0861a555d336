"""``python -m geo_opportunity``."""

from geo_opportunity.cli import main

if __name__ == "__main__":
    main()
