"""MiniStack, with one fault mended that add_user can't go around; run by its own Python.

Cognito makes temporary passwords that the pool's policy takes. MiniStack's have 12 characters, and the
template asks for 14.
"""

from ministack.app import main
from ministack.services import cognito

short = cognito._generate_temp_password
cognito._generate_temp_password = lambda: short() + short()

main()
