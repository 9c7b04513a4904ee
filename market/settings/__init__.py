"""The settings, a module for each subject. What differs between sites comes from the environment (`core.base.env`).

A bad value stops the start with one clear sentence. A module that needs a value of another one imports it by name.
"""

from market.settings.allauth import *
from market.settings.api import *
from market.settings.authentication import *
from market.settings.base import *
from market.settings.bkash import *
from market.settings.caches import *
from market.settings.database import *
from market.settings.documents import *
from market.settings.files import *
from market.settings.google import *
from market.settings.lifecycle import *
from market.settings.logging import *
from market.settings.mail import *
from market.settings.payments import *
from market.settings.search import *
from market.settings.security import *
from market.settings.sms import *
from market.settings.sslcommerz import *
