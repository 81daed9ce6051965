if x:
  	y = [
    	1,
   	  2]  # c
  	# comment
  	z = 2
def f():
	pass

