"""What both services need at run time and no contract determines.

Nothing here knows a noun of a service: no token, no answer, no topic. What only one of them needs stays there.
"""
