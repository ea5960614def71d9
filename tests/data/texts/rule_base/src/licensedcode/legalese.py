# Words of the tests' own rules.
common_license_words = {
'license':0,
'licence':0,
'permission':1,
'grantor':2,  # two spellings
'grantors':2,
'warranty':3,
}


def nothing():
    return {'not': 9}
